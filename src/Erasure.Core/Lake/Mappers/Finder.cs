namespace Erasure.Core.Lake.Mappers;

/// <summary>What finds the objects that hold matches.</summary>
public enum Finder
{
    /// <summary>Reading the objects themselves, as little of each as its format allows.</summary>
    Scan,

    /// <summary>Queries of Amazon Athena; what it can't see or has changed since is scanned.</summary>
    Athena,
}

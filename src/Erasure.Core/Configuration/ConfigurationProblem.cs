namespace Erasure.Core.Configuration;

/// <summary>Something that is wrong in the configuration file.</summary>
/// <param name="Path">Where: <c>$.domains[1].admin</c>.</param>
/// <param name="Message">What, and what would be right.</param>
public sealed record ConfigurationProblem(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}

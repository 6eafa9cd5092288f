namespace Erasure.Host.CommandLine;

/// <summary>A command can't be carried out, for a reason that its user can mend: told as it is, without a stack trace.</summary>
/// <param name="code">Why, for programs.</param>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">The cause.</param>
internal sealed class RefusalException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The configuration file is wrong, or can't be served here.</summary>
    public const string Configuration = "configuration";

    /// <summary>What is asked of isn't there.</summary>
    public const string NotFound = "not-found";

    /// <summary>What is to be made is there already.</summary>
    public const string Exists = "exists";

    /// <summary>What should be a file is something else.</summary>
    public const string NotAFile = "not-a-file";

    /// <summary>Why, for programs.</summary>
    public string Code { get; } = code;
}

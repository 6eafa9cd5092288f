namespace Erasure.Host.CommandLine;

/// <summary>A command was given something that it can't mean: told as wrong usage is. The message repeats no value.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="inner">The cause.</param>
/// <param name="code">Why, for programs.</param>
internal sealed class UsageException(string message, Exception? inner = null, string code = UsageException.Usage) : Exception(message, inner)
{
    /// <summary>The command line says nothing that can be done.</summary>
    public const string Usage = "usage";

    /// <summary>Why, for programs.</summary>
    public string Code { get; } = code;
}

namespace Erasure.Host.CommandLine;

/// <summary>A command was given something that it can't mean: told as wrong usage is. The message repeats no value.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);

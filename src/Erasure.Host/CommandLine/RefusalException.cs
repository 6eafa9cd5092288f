namespace Erasure.Host.CommandLine;

/// <summary>A command can't be carried out, for a reason that its user can mend: told as it is, without a stack trace.</summary>
internal sealed class RefusalException(string message, Exception? inner = null) : Exception(message, inner);

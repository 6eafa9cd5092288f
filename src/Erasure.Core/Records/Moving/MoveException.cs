namespace Erasure.Core.Records.Moving;

/// <summary>Records can't be moved, or not yet. Until then a host may go on with the source, unless the message says otherwise.</summary>
/// <param name="code">Why, for programs.</param>
/// <param name="message">Why, and what to do.</param>
public sealed class MoveException(string code, string message) : Exception(message)
{
    /// <summary>Why, for programs.</summary>
    public string Code { get; } = code;
}

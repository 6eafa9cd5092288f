using Erasure.Core.Durable;

namespace ErasureFunctions.Durable;

/// <summary>A failure that may be kept: Durable Task writes an exception's text into its history, where one that quotes data must not get.</summary>
/// <remarks>The text is <c>type: message</c>, since Durable Task takes the type from the exception's own.</remarks>
internal sealed class TaskFault : Exception
{
    private const string Separator = ": ";

    public TaskFault(FailureDetails failure)
        : base(failure.ErrorType + Separator + failure.ErrorMessage, failure.InnerFailure is { } inner ? new TaskFault(inner) : null)
    {
    }

    /// <summary>None: it would be kept too, and only tells where in this app a fault was passed on.</summary>
    public override string? StackTrace => null;

    /// <summary>The type and message that a fault's text stands for.</summary>
    public static (string Type, string Message) Read(string text) =>
        text.Split(Separator, 2) is [var type, var message] ? (type, message) : (nameof(TaskFault), text);
}

using System.Diagnostics.CodeAnalysis;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace ErasureFunctions.Durable;

/// <summary>A failure that may be kept: Durable Task writes an exception's text into its history, where one that quotes data must not get.</summary>
/// <remarks>The text is <c>type: message</c>, since Durable Task takes the type from the exception's own.</remarks>
internal sealed class TaskFault : Exception
{
    private const string Separator = ": ";

    private TaskFault(TaskFailureDetails failure)
        : base(failure.ErrorType + Separator + failure.ErrorMessage, failure.InnerFailure is { } inner ? new TaskFault(inner) : null)
    {
    }

    /// <summary>None: it would be kept too, and only tells where in this app a fault was passed on.</summary>
    public override string? StackTrace => null;

    /// <summary>What may be thrown in place of what was.</summary>
    public static TaskFault Of(Exception error) => new(Read(TaskFailures.Describe(error, keepStackTrace: false)));

    /// <summary>The failure that was, where a fault stands for it.</summary>
    [return: NotNullIfNotNull(nameof(failure))]
    public static TaskFailureDetails? Read(TaskFailureDetails? failure)
    {
        if (failure is null)
        {
            return null;
        }

        (string type, string message) = failure.ErrorType == typeof(TaskFault).FullName && failure.ErrorMessage.Split(Separator, 2) is [var first, var rest]
            ? (first, rest)
            : (failure.ErrorType, failure.ErrorMessage);
        return TaskFailures.Of(type, message, stackTrace: null, Read(failure.InnerFailure));
    }
}

using Erasure.Core.Durable;
using Microsoft.DurableTask;
using DurableTaskFailedException = Microsoft.DurableTask.TaskFailedException;
using TaskFailedException = Erasure.Core.Durable.TaskFailedException;

namespace ErasureFunctions.Durable;

/// <summary>Failures in Durable Task's words and in ours.</summary>
internal static class DurableFailures
{
    // Of a child that was terminated Durable Task gives no details.
    public static TaskFailedException ToOurs(DurableTaskFailedException failed) =>
        new(failed.TaskName, failed.TaskId, failed.FailureDetails is { } details ? ToOurs(details) : Failures.Terminated(reason: null));

    public static FailureDetails ToOurs(TaskFailureDetails failure)
    {
        (string type, string message) = failure.ErrorType == typeof(TaskFault).FullName
            ? TaskFault.Read(failure.ErrorMessage)
            : (failure.ErrorType, failure.ErrorMessage);
        return new FailureDetails(type, message, StackTrace: null, failure.InnerFailure is { } inner ? ToOurs(inner) : null);
    }

    /// <summary>What an orchestrator or activity may throw in place of what it threw.</summary>
    public static Exception ToTheirs(Exception error) => new TaskFault(Failures.Describe(error, keepStackTrace: false));
}

using Erasure.Core.Durable;

namespace Erasure.Embedded.Engine;

/// <summary>What is kept of an exception.</summary>
internal static class Failures
{
    public static FailureDetails Describe(Exception error, bool keepStackTrace) => new(
        error.GetType().FullName!,
        error.Message,
        keepStackTrace ? error.StackTrace : null,
        error switch
        {
            TaskFailedException task => task.FailureDetails,
            { InnerException: { } inner } => Describe(inner, keepStackTrace),
            _ => null,
        });

    public static FailureDetails Terminated(string? reason) => new("Terminated", reason ?? "The instance was terminated.");
}

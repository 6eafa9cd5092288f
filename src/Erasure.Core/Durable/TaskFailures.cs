using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Erasure.Core.Durable;

/// <summary>What is kept of an exception, on every host.</summary>
public static class TaskFailures
{
    private const string Product = nameof(Erasure);

    // How Durable Task's own text begins.
    private const string NonDeterminism = "Non-Deterministic workflow detected";

    /// <summary>Type and message. The message only where our own code threw it: those of libraries may quote the data they choked on, such as an address.</summary>
    public static TaskFailureDetails Describe(Exception error, bool keepStackTrace) => Of(
        error.GetType().FullName!,
        IsOurs(error) ? error.Message : $"{error.GetType().Name} in {WhereThrown(error)}; its text is withheld, since it may quote data.",
        keepStackTrace ? error.StackTrace : null,
        error switch
        {
            TaskFailedException task => task.FailureDetails,
            { InnerException: { } inner } => Describe(inner, keepStackTrace),
            _ => null,
        });

    /// <summary>The instance's history can't be read, or doesn't fit its orchestrator: another version of the program wrote it. Nothing is lost by that, since all that was done is in the records.</summary>
    /// <remarks>Where the host passed the failure on, its type stands before its text.</remarks>
    public static bool IsUnreadable(this TaskFailureDetails? failure) =>
        failure is not null && (IsNonDeterminism(failure.ErrorType) || IsNonDeterminism(failure.ErrorMessage.Split(": ", 2)[0]));

    /// <summary>The same of an instance. Azure Storage's provider keeps a failure as text in the output: <c>type: message</c>, or the message alone.</summary>
    public static bool IsUnreadable(this OrchestrationMetadata failed) =>
        failed.FailureDetails.IsUnreadable()
        || (failed is { FailureDetails: null, RuntimeStatus: OrchestrationRuntimeStatus.Failed, SerializedOutput: { } output }
            && output.TrimStart('"').Split(": ", 2)[0] is var start
            && (IsNonDeterminism(start) || start == NonDeterminism));

    /// <summary>A child wasn't begun, since an instance of its id is there and lives.</summary>
    public static bool IsAlreadyThere(this TaskFailureDetails? failure) => failure?.ErrorType == typeof(OrchestrationAlreadyExistsException).FullName;

    /// <summary>A failure that is no exception's.</summary>
    public static TaskFailureDetails Of(string type, string message, string? stackTrace = null, TaskFailureDetails? inner = null) =>
        new(type, message, stackTrace, inner, Properties: null);

    /// <summary>The method that threw, as <c>Type.Method</c>.</summary>
    public static string WhereThrown(Exception error) =>
        error.TargetSite is { } site ? $"{site.DeclaringType?.FullName}.{site.Name}" : "unknown code";

    /// <summary>The methods that it came through, or the one that threw, where there is no more.</summary>
    public static string StackOf(Exception error) => error.StackTrace ?? WhereThrown(error);

    private static bool IsNonDeterminism(string type) => type.Contains("NonDeterministic", StringComparison.Ordinal) && !type.Contains(' ', StringComparison.Ordinal);

    private static bool IsOurs(Exception error) =>
        error is TaskFailedException || error.TargetSite?.Module.Assembly.GetName().Name?.StartsWith(Product, StringComparison.Ordinal) == true;
}

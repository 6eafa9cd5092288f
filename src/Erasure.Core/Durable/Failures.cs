namespace Erasure.Core.Durable;

/// <summary>What is kept of an exception, on either engine.</summary>
public static class Failures
{
    private const string Product = nameof(Erasure);

    /// <summary>Type and message. The message only where our own code threw it: those of libraries may quote the data they choked on, such as an address.</summary>
    public static FailureDetails Describe(Exception error, bool keepStackTrace) => new(
        error.GetType().FullName!,
        IsOurs(error) ? error.Message : $"{error.GetType().Name} in {WhereThrown(error)}; its text is withheld, since it may quote data.",
        keepStackTrace ? error.StackTrace : null,
        error switch
        {
            TaskFailedException task => task.FailureDetails,
            { InnerException: { } inner } => Describe(inner, keepStackTrace),
            _ => null,
        });

    /// <summary>The instance's history can't be read, or doesn't fit its workflow: another version of the program wrote it. Nothing is lost by that, since all that was done is in the records.</summary>
    public static bool IsUnreadable(this FailureDetails? failure) => failure?.ErrorType.Contains("NonDeterministic", StringComparison.Ordinal) == true;

    /// <summary>The failure of an instance that was terminated.</summary>
    public static FailureDetails Terminated(string? reason) => new("Terminated", reason ?? "The instance was terminated.");

    /// <summary>The method that threw, as <c>Type.Method</c>.</summary>
    public static string WhereThrown(Exception error) =>
        error.TargetSite is { } site ? $"{site.DeclaringType?.FullName}.{site.Name}" : "unknown code";

    private static bool IsOurs(Exception error) =>
        error is TaskFailedException || error.TargetSite?.Module.Assembly.GetName().Name?.StartsWith(Product, StringComparison.Ordinal) == true;
}

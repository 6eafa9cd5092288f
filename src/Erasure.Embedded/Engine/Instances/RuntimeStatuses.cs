using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Engine.Instances;

/// <summary>Readings of <see cref="RuntimeStatus"/>.</summary>
internal static class RuntimeStatuses
{
    // By their names: two of Durable Task's own are marked as there for old clients only.
    private static readonly OrchestrationRuntimeStatus[] Public =
        [.. Enum.GetValues<RuntimeStatus>().Select(static status => Enum.Parse<OrchestrationRuntimeStatus>(status.ToString()))];

    /// <summary>Those of instances that have ended.</summary>
    public static IReadOnlyList<RuntimeStatus> Ended { get; } = [.. Enum.GetValues<RuntimeStatus>().Where(IsTerminal)];

    /// <summary>Those of instances that haven't.</summary>
    public static IReadOnlyList<RuntimeStatus> Live { get; } = [.. Enum.GetValues<RuntimeStatus>().Where(static status => !status.IsTerminal())];

    /// <summary>The instance has ended and won't go on by itself.</summary>
    public static bool IsTerminal(this RuntimeStatus status) =>
        status is RuntimeStatus.Completed or RuntimeStatus.Failed or RuntimeStatus.Terminated or RuntimeStatus.Canceled;

    /// <summary>In Durable Task's words.</summary>
    public static OrchestrationRuntimeStatus ToPublic(this RuntimeStatus status) => Public[(int)status];

    /// <summary>From Durable Task's words.</summary>
    public static RuntimeStatus ToStored(this OrchestrationRuntimeStatus status) => (RuntimeStatus)Array.IndexOf(Public, status);
}

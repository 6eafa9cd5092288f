using System.Text.Json.Serialization;

namespace Erasure.Host.Management;

/// <summary>Where an instance can be watched and steered: the body of Durable Functions' check-status answer.</summary>
internal sealed record CheckStatusPayload
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("statusQueryGetUri")]
    public required string StatusQueryGetUri { get; init; }

    /// <summary>With <c>{eventName}</c> to fill in.</summary>
    [JsonPropertyName("sendEventPostUri")]
    public required string SendEventPostUri { get; init; }

    /// <summary>With <c>{text}</c> to fill in, as the next and the ones for suspend and resume.</summary>
    [JsonPropertyName("terminatePostUri")]
    public required string TerminatePostUri { get; init; }

    [JsonPropertyName("rewindPostUri")]
    public required string RewindPostUri { get; init; }

    [JsonPropertyName("purgeHistoryDeleteUri")]
    public required string PurgeHistoryDeleteUri { get; init; }

    [JsonPropertyName("restartPostUri")]
    public required string RestartPostUri { get; init; }

    [JsonPropertyName("suspendPostUri")]
    public required string SuspendPostUri { get; init; }

    [JsonPropertyName("resumePostUri")]
    public required string ResumePostUri { get; init; }

    /// <summary>The payload for an instance.</summary>
    /// <param name="webhooks">Base URL of the management API, without a slash at the end.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="querySuffix">Query string without question mark: task hub, connection and, where one is needed, the key.</param>
    public static CheckStatusPayload For(string webhooks, string instanceId, string querySuffix)
    {
        string instance = $"{webhooks}/instances/{Uri.EscapeDataString(instanceId)}";
        return new CheckStatusPayload
        {
            Id = instanceId,
            StatusQueryGetUri = $"{instance}?{querySuffix}",
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}?{querySuffix}",
            TerminatePostUri = $"{instance}/terminate?reason={{text}}&{querySuffix}",
            RewindPostUri = $"{instance}/rewind?reason={{text}}&{querySuffix}",
            PurgeHistoryDeleteUri = $"{instance}?{querySuffix}",
            RestartPostUri = $"{instance}/restart?{querySuffix}",
            SuspendPostUri = $"{instance}/suspend?reason={{text}}&{querySuffix}",
            ResumePostUri = $"{instance}/resume?reason={{text}}&{querySuffix}",
        };
    }
}

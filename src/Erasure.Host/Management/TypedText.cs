using System.Text.Json;
using Erasure.Api.Access;
using Erasure.Core.Erasures.Orchestration;

namespace Erasure.Host.Management;

/// <summary>What an operator typed into the management API, as far as it may get into a history that outlives the identifiers.</summary>
internal static class TypedText
{
    private const string Anonymous = "management API";

    /// <summary>In place of a reason, the name of who gave it: a reason can name the person, and isn't read by anybody.</summary>
    public static string? Reason(string? typed, HttpRequest request) => EventsOf(request) is null ? typed : Caller.IdentityOf(request) ?? Anonymous;

    /// <summary>Keeps that an erasure's instance was terminated, whatever becomes of the instance.</summary>
    public static Task NoteTerminatedAsync(string instanceId, HttpRequest request, CancellationToken cancellationToken) =>
        EventsOf(request)?.NoteTerminatedAsync(instanceId, Caller.IdentityOf(request), cancellationToken) ?? Task.CompletedTask;

    /// <summary>The event to raise; null where it may not be.</summary>
    public static async Task<(string Name, string? Payload)?> EventAsync(string instanceId, string eventName, string? json, HttpRequest request, CancellationToken cancellationToken)
    {
        if (EventsOf(request) is not { } events)
        {
            return (eventName, json);
        }

        using JsonDocument payload = JsonDocument.Parse(json ?? "null");
        return await events.ReadAsync(instanceId, eventName, payload.RootElement, Caller.IdentityOf(request), cancellationToken);
    }

    // Without our orchestrations behind it, it is the engine's API as it is.
    private static IRaisedEvents? EventsOf(HttpRequest request) => request.HttpContext.RequestServices.GetService<IRaisedEvents>();
}

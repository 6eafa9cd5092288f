using System.Text.Json;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>What may be raised at our orchestrations from outside, by whoever may steer the engine. Nothing of what they typed but a checked command gets into a history.</summary>
public interface IRaisedEvents
{
    /// <summary>Writes down that an instance was terminated, where that ends an erasure: it stays canceled, though the instance be purged before anybody looks.</summary>
    Task NoteTerminatedAsync(string instanceId, string? caller, CancellationToken cancellationToken);

    /// <summary>Reads an event and writes it anew.</summary>
    /// <param name="instanceId">The orchestration's instance.</param>
    /// <param name="eventName">The event's name, in whatever case.</param>
    /// <param name="payload">Its payload, as it came.</param>
    /// <param name="caller">Who raises it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Name and payload to raise; null where no orchestration of ours takes that, or it tells whom it is about.</returns>
    Task<(string Name, string Payload)?> ReadAsync(string instanceId, string eventName, JsonElement payload, string? caller, CancellationToken cancellationToken);
}

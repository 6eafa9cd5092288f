using System.Text.Json;
using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>The events of one name, in order, on one wait that is always there: a wait that ends early could swallow an event.</summary>
/// <param name="context">The orchestration.</param>
/// <param name="name">The events' name.</param>
/// <param name="read">Reads a payload; null where it is none of these, since anyone who may raise events can send anything.</param>
internal sealed class EventQueue<T>(TaskOrchestrationContext context, string name, Func<JsonElement, T?> read)
    where T : class
{
    private Task<JsonElement?> next = context.WaitForExternalEvent<JsonElement?>(name);

    /// <summary>Ends when there is an event to take.</summary>
    public Task Next => next;

    /// <summary>There is an event to take.</summary>
    public bool HasNext => next.IsCompleted;

    /// <summary>Takes the next event.</summary>
    public async Task<T?> TakeAsync()
    {
        JsonElement? payload = await next;
        next = context.WaitForExternalEvent<JsonElement?>(name);
        return read(payload ?? default);
    }
}

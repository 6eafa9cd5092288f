using DurableTask.Core;
using Microsoft.DurableTask.Testing.Sidecar;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Durable Task's own in-memory service, but that its dispatchers hand out all that there is.</summary>
/// <remarks>
/// By its own word they hand out as much at once as there are processors. A dispatcher that has reached that looks again half a second later
/// (<c>WorkItemDispatcher.WaitForAllClear</c> of <c>Microsoft.DurableTask.InProcessTestHost</c>), so that on two processors some four activities a second begin while
/// others wait for them, and where two of them hang none does any more.
/// </remarks>
internal class UnboundedService : InMemoryOrchestrationService, IOrchestrationService
{
    int IOrchestrationService.MaxConcurrentTaskOrchestrationWorkItems => int.MaxValue;

    int IOrchestrationService.MaxConcurrentTaskActivityWorkItems => int.MaxValue;
}

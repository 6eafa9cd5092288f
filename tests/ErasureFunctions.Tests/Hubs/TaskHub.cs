using DurableTask.Core;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Where instances are kept, as Durable Task's server and as its clients need it.</summary>
internal sealed record TaskHub(IOrchestrationService Service, IOrchestrationServiceClient Client);

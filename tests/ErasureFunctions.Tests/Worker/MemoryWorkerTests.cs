namespace ErasureFunctions.Tests.Worker;

/// <summary>With the task hub in memory.</summary>
public sealed class MemoryWorkerTests(WorkerFixture app) : WorkerTests(app), IClassFixture<WorkerFixture>;

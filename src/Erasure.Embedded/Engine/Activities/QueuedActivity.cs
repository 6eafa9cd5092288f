namespace Erasure.Embedded.Engine.Activities;

/// <summary>An activity to run.</summary>
internal sealed record QueuedActivity(long Id, string InstanceId, string Name, string? Input, string? Trace);

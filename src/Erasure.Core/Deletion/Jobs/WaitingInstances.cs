namespace Erasure.Core.Deletion.Jobs;

/// <summary>Who waits for a part of a job's manifest.</summary>
/// <param name="Number">The part's number.</param>
/// <param name="Instances">Ids of the workflows of erasures' domains.</param>
internal sealed record WaitingInstances(int Number, IReadOnlyList<string> Instances);

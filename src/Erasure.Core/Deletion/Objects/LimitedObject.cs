namespace Erasure.Core.Deletion.Objects;

/// <summary>An object that couldn't be searched or rewritten, and which only some of the job's matches may be in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Mapper">Its mapper.</param>
/// <param name="Items">Those matches, by their number in the manifest.</param>
/// <param name="IsFailed">The job failed at it; otherwise a human states that it holds nobody.</param>
/// <param name="IsAccepted">It failed, and a human has dealt with it.</param>
internal sealed record LimitedObject(string Id, string Mapper, HashSet<int> Items, bool IsFailed, bool IsAccepted);

namespace Erasure.Core.Records.Moving;

/// <summary>What became of a move.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Records">Records that were there; null where it had been finished before.</param>
/// <param name="Hash">Their hash, the same of both stores; null where it had been finished before.</param>
public sealed record MoveResult(string Id, long? Records, string? Hash);

namespace Erasure.Core.Deletion.Queries;

/// <summary>How far finding by queries is in one mapper of a job. While there is such a record, there may be a manifest with plain values.</summary>
/// <param name="Mapper">Id of the mapper.</param>
/// <param name="Manifest">Name of the manifest that the queries join with.</param>
internal sealed record QueryFind(string Mapper, string Manifest)
{
    /// <summary>Queries in all; null until that is known.</summary>
    public int? Queries { get; init; }

    /// <summary>Queries that were begun: the first so many.</summary>
    public int Begun { get; init; }

    /// <summary>Queries that haven't ended yet.</summary>
    public IReadOnlyList<RunningQuery> Running { get; init; } = [];

    /// <summary>Bytes that those read which have ended.</summary>
    public long BytesScanned { get; init; }
}

/// <summary>A query that was begun.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Attempt">0 for the first; each is a query of its own.</param>
/// <param name="Id">The service's id; null where it isn't known whether it was started.</param>
internal sealed record RunningQuery(int Number, int Attempt, string? Id);

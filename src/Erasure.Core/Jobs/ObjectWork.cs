using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>An object to work on.</summary>
internal sealed record ObjectWork(JobSession Session, JobObject Item, string Key, DataMapper Mapper, RowPredicate Predicate, IObjectStore Objects, bool IsLast)
{
    /// <summary>The store as one whose older versions go too; null where they stay or there are none.</summary>
    public IVersionedObjectStore? Past { get; } = MapperListing.PastOf(Objects, Mapper);

    /// <summary>What to look for, once the key has answered for partitions.</summary>
    public PartitionedPredicate Matches { get; } = PartitionedPredicate.Of(Predicate, Key);
}

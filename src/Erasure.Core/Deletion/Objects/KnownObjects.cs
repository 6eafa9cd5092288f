using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Deletion.Jobs;

namespace Erasure.Core.Deletion.Objects;

/// <summary>A mapper's objects with their versions as a job met them, and as it left them; null where somebody else wrote meanwhile, or nobody can tell.</summary>
internal sealed record KnownObjects(string? Met, string? Left)
{
    /// <summary>Of a mapper without an object.</summary>
    public static KnownObjects None { get; } = new Hashes().Take();

    /// <summary>By mapper, in one reading of all objects of the job.</summary>
    public static async Task<IReadOnlyDictionary<string, KnownObjects>> OfAsync(JobStore store, string jobId, CancellationToken cancellationToken)
    {
        Dictionary<string, Hashes> mappers = new(StringComparer.Ordinal);
        await foreach (JobObject item in store.ObjectsAsync(jobId, after: null, cancellationToken).Where(item => !item.IsFolder))
        {
            if (!mappers.TryGetValue(item.Mapper, out Hashes? hashes))
            {
                mappers.Add(item.Mapper, hashes = new Hashes());
            }

            hashes.Add(item);
        }

        return mappers.ToDictionary(mapper => mapper.Key, mapper => mapper.Value.Take(), StringComparer.Ordinal);
    }

    private sealed class Hashes
    {
        private readonly IncrementalHash met = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly IncrementalHash left = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private bool isUnknown;

        public void Add(JobObject item)
        {
            // What a later round planned anew, somebody has written since the first.
            string? version = item.State is JobObjectState.Clean or JobObjectState.Verified ? item.SearchedVersion : item.PlannedVersion;
            isUnknown |= item.Round > 0 || item.State == JobObjectState.Gone || version is null || item.PlannedVersion is null;
            met.AppendData(Encoding.UTF8.GetBytes($"{item.Id} {item.PlannedVersion}\n"));
            if (item.State != JobObjectState.Deleted)
            {
                left.AppendData(Encoding.UTF8.GetBytes($"{item.Id} {version}\n"));
            }
        }

        public KnownObjects Take()
        {
            using (met)
            using (left)
            {
                return isUnknown ? new(null, null) : new(Convert.ToHexStringLower(met.GetHashAndReset()), Convert.ToHexStringLower(left.GetHashAndReset()));
            }
        }
    }
}

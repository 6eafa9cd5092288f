using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Reports;

/// <summary>A job as an erasure's report tells it. Times are left to the ledger.</summary>
internal static class JobDescription
{
    /// <summary>Objects that a report tells one by one; the job's own report has them all.</summary>
    private const int MostObjects = 1000;

    public static async Task<JsonNode?> OfAsync(DeletionJob job, JobStore store, CancellationToken cancellationToken)
    {
        List<JobObject> objects = [];
        await foreach (JobObject item in store.ObjectsAsync(job.Id, null, cancellationToken))
        {
            if (item.HasNews)
            {
                objects.Add(item);
            }

            if (objects.Count > MostObjects)
            {
                break;
            }
        }

        return Of(job, objects, await store.MappersAsync(job.Id, cancellationToken));
    }

    private static JsonNode? Of(DeletionJob job, List<JobObject> objects, IReadOnlyList<JobMapper> mappers)
    {
        Dictionary<string, DataFormat> formats = mappers.ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.Mapper.Format);
        return JsonSerializer.SerializeToNode(
            new
            {
                Job = job.Id,
                job.State,
                job.Code,
                job.Matches,
                job.Mappers,
                NotSearched = job.NotSearched.Count == 0 ? null : job.NotSearched,
                Troubles = mappers.Where(mapper => mapper.Reason is not null)
                    .Select(mapper => new { Mapper = mapper.Mapper.Id, mapper.Code, mapper.Reason, mapper.Detail })
                    .ToList() is { Count: > 0 } troubles ? troubles : null,
                job.Totals,
                Rules = mappers.Select(mapper => (mapper.Mapper.Id, Rules: mapper.TellRules()))
                    .Where(mapper => mapper.Rules is not null)
                    .ToDictionary(mapper => mapper.Id, mapper => mapper.Rules) is { Count: > 0 } rules ? rules : null,
                Skipped = mappers.Where(mapper => mapper.Skipped.Count > 0).ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.Skipped) is { Count: > 0 } skipped ? skipped : null,
                HasMoreObjects = objects.Count > MostObjects ? true : (bool?)null,
                Objects = objects.Take(MostObjects).OrderBy(item => item.Mapper, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal).Select(item => new
                {
                    Key = item.Name,
                    item.Mapper,
                    Format = formats.TryGetValue(item.Mapper, out DataFormat format) ? $"{format}".ToLowerInvariant() : null,
                    item.State,
                    item.RowsSeen,
                    RowsErased = item.TellRowsErased(),
                    item.Erased.BytesCopied,
                    item.Erased.BytesWritten,
                    Verified = item.State == JobObjectState.Verified ? new { Rows = item.RowsVerified ?? 0, Matches = 0 } : null,
                    item.Code,
                    item.Detail,
                    Problems = item.Problems.Count == 0 ? null : item.TellProblems(),
                    Notices = item.Notices.Count == 0 ? null : item.TellNotices(),
                }),
            },
            DurableJson.Options);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>A job as the report tells it. Times are left to the ledger.</summary>
internal static class JobDescription
{
    public static JsonNode? Of(DeletionJob job, IEnumerable<JobObject> objects, IReadOnlyList<JobMapper> mappers)
    {
        Dictionary<string, DataFormat> formats = mappers.ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.Mapper.Format);
        return JsonSerializer.SerializeToNode(
            new
            {
                job.State,
                job.Code,
                job.Mappers,
                NotSearched = job.NotSearched.Count == 0 ? null : job.NotSearched,
                job.Totals,
                Objects = objects.OrderBy(item => item.Mapper, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal).Select(item => new
                {
                    Key = item.Name,
                    item.Mapper,
                    Format = formats.TryGetValue(item.Mapper, out DataFormat format) ? $"{format}".ToLowerInvariant() : null,
                    item.State,
                    item.RowsSeen,
                    RowsErased = item.Erased.Rows,
                    item.Erased.BytesCopied,
                    item.Erased.BytesWritten,
                    Verified = item.State == JobObjectState.Verified ? new { Rows = item.RowsVerified ?? 0, Matches = 0 } : null,
                    item.Code,
                    item.Detail,
                    Problems = item.Problems.Count == 0 ? null : item.Problems.Select(problem => new { problem.Code, problem.Column, problem.Type }),
                }),
            },
            DurableJson.Options);
    }
}

using System.Text.Json;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Batch;

/// <summary>A JSON object a line; blank lines are skipped.</summary>
internal sealed class NdJsonFormat : IRecordFormat
{
    public bool IsCsv => false;

    public (JsonDocument? Document, ProblemDetails? Problem) Read(BatchRecord record)
    {
        if (record.Bytes.Span.Trim(" \t"u8).IsEmpty)
        {
            return default;
        }

        return JsonBody.TryParse(record.Bytes, out JsonDocument? document, out string? complaint)
            ? (document, null)
            : (null, Problem.Malformed(complaint!).ProblemDetails);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Batch;

/// <summary>CSV with a header: <c>subject.user_id,subject.email,requester.email,domains,reference,receivedAt</c>, any of them, in any order. An empty field isn't given.</summary>
internal sealed class CsvFormat : IRecordFormat
{
    private const string Domains = "domains";

    private List<string>? header;

    public bool HasQuotes => true;

    public (JsonDocument? Document, ProblemDetails? Problem) Read(BatchRecord record)
    {
        ReadOnlySpan<byte> bytes = record.Bytes.Span;
        if (header is null && bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes.IsEmpty)
        {
            return default;
        }

        if (!CsvRecord.TryParse(bytes, out List<string> fields))
        {
            return (null, Problem.Malformed("It isn't CSV (RFC 4180, UTF-8).").ProblemDetails);
        }

        if (header is null)
        {
            header = fields;
            return default;
        }

        return fields.Count == header.Count
            ? (ToJson(fields), null)
            : (null, Problem.Malformed($"It has {fields.Count} fields, the header has {header.Count}.").ProblemDetails);
    }

    private JsonDocument ToJson(List<string> fields)
    {
        JsonObject request = [];
        foreach ((string name, string value) in header!.Zip(fields).Where(field => field.Second.Length > 0))
        {
            string[] path = name.Split('.', 2);
            if (path.Length == 1)
            {
                request[name] = name == Domains
                    ? new JsonArray([.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(domain => (JsonNode)domain)])
                    : value;
            }
            else if (request[path[0]] is JsonObject parent)
            {
                parent[path[1]] = value;
            }
            else
            {
                request[path[0]] = new JsonObject { [path[1]] = value };
            }
        }

        return JsonSerializer.SerializeToDocument(request);
    }
}

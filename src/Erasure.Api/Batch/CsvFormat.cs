using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Batch;

/// <summary>CSV with a header: <c>subject.user_id,subject.email,requester.email,domains,reference,receivedAt</c>, any of them, in any order. An empty field isn't given.</summary>
internal sealed class CsvFormat : IRecordFormat
{
    private List<string>? header;
    private bool isRefused;

    public bool IsCsv => true;

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

        string? complaint = record.EndsWithReturn ? "It ends with a carriage return alone: end lines with LF or CR LF." : null;
        if (!CsvRecord.TryParse(bytes, out List<string> fields))
        {
            complaint ??= "It isn't CSV (RFC 4180, UTF-8): see its quotes.";
        }

        if (header is null)
        {
            header = fields;
            complaint ??= CsvHeader.Check(fields);
            isRefused = complaint is not null;
        }
        else if (isRefused)
        {
            complaint = "The header was refused, so nobody knows what this says.";
        }
        else
        {
            complaint ??= fields.Count == header.Count ? null : $"It has {fields.Count} fields, the header has {header.Count}.";
            return complaint is null ? (ToJson(fields), null) : (null, Problem.Malformed(complaint).ProblemDetails);
        }

        return complaint is null ? default : (null, Problem.Malformed(complaint).ProblemDetails);
    }

    private JsonDocument ToJson(List<string> fields)
    {
        JsonObject request = [];
        foreach ((string name, string value) in header!.Zip(fields).Where(field => field.Second.Length > 0))
        {
            string[] path = name.Split('.', 2);
            if (path.Length == 1)
            {
                request[name] = name == CsvHeader.Domains
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

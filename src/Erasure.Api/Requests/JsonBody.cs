using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Requests;

/// <summary>Reads a small JSON body: whole, within a limit, and with the position of what is malformed but none of its text.</summary>
internal static class JsonBody
{
    public const string ContentType = "application/json";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <returns>The document, or the problem to answer with.</returns>
    public static async Task<(JsonDocument? Document, IResult? Problem)> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problem.UnsupportedMediaType(ContentType));
        }

        if (request.ContentLength > maxBytes || await ReadAllAsync(request.BodyReader, maxBytes, cancellationToken) is not { } body)
        {
            return (null, Problem.TooLarge(maxBytes));
        }

        return TryParse(body, out JsonDocument? document, out string? complaint)
            ? (document, null)
            : (null, Problem.Malformed(complaint!));
    }

    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonDocument? document, out string? complaint)
    {
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
            complaint = null;
            return true;
        }
        catch (JsonException exception)
        {
            document = null;
            complaint = $"It isn't JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.";
            return false;
        }
    }

    private static async Task<byte[]?> ReadAllAsync(PipeReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > maxBytes)
            {
                return null;
            }

            if (result.IsCompleted)
            {
                byte[] body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}

using System.Diagnostics;
using System.Text.Json;
using Erasure.Api.Access;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Erasures;
using Erasure.Core.Subjects;
using Erasure.Core.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Batch;

/// <summary>Takes many requests to erase in.</summary>
public static class BatchEndpoint
{
    /// <summary>Newline-delimited JSON.</summary>
    public const string NdJson = "application/x-ndjson";

    /// <summary>CSV with a header.</summary>
    public const string Csv = "text/csv";

    /// <summary><c>POST /api/erasures/batch</c>.</summary>
    public static async Task<IResult> PostAsync(
        HttpRequest request,
        IErasureService erasures,
        Promptness promptness,
        ApiOptions options,
        ILogger<IErasureService> logger,
        CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        string? key = IdempotencyKey.Read(request, problems);
        if (problems.Count > 0)
        {
            return Problem.Invalid(problems);
        }

        if (FormatOf(request) is not { } format)
        {
            return Problem.UnsupportedMediaType($"{NdJson} or {Csv}");
        }

        string? caller = Caller.IdentityOf(request);
        return await BatchRun.RunAsync(request, format, options, logger, (body, line) => ReceiveAsync(body, line, key, caller, erasures, promptness, cancellationToken), cancellationToken);
    }

    private static async Task<BatchAnswer> ReceiveAsync(JsonElement body, long line, string? key, string? caller, IErasureService erasures, Promptness promptness, CancellationToken cancellationToken)
    {
        using Activity? span = ErasureSpans.Receive();
        List<FieldProblem> problems = [];
        return IntakeReader.Read(body, key is null ? null : IdempotencyKey.OfLine(key, line), problems) is { } intake
            ? BatchAnswer.Of(line, await promptness.RunAsync(() => erasures.ReceiveAsync(intake with { Caller = caller }, cancellationToken)))
            : BatchAnswer.Of(line, Problem.Invalid(problems).ProblemDetails);
    }

    private static IRecordFormat? FormatOf(HttpRequest request) => MediaTypeOf(request) switch
    {
        NdJson => new NdJsonFormat(),
        Csv => new CsvFormat(),
        _ => null,
    };

    /// <summary>The request's media type in lower case; null where there is none, or its text isn't UTF-8.</summary>
    internal static string? MediaTypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? type.MediaType.Value?.ToLowerInvariant()
            : null;
}

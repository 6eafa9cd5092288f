using System.Text.Json;
using System.Threading.Channels;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Batch;

/// <summary>Takes many requests in: streamed in, streamed out, a bounded number under way, answers in the records' order.</summary>
public static partial class BatchEndpoint
{
    /// <summary>Newline-delimited JSON.</summary>
    public const string NdJson = "application/x-ndjson";

    /// <summary>CSV with a header.</summary>
    public const string Csv = "text/csv";

    /// <summary><c>POST /api/erasures/batch</c>.</summary>
    public static async Task<IResult> PostAsync(HttpRequest request, IErasureService erasures, ApiOptions options, ILogger<IErasureService> logger, CancellationToken cancellationToken)
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

        LiftBodyLimit(request.HttpContext);
        HttpResponse response = request.HttpContext.Response;
        response.ContentType = NdJson;
        using AnswerSpool spool = new();
        Task sending = spool.CopyToAsync(response.BodyWriter, cancellationToken);
        try
        {
            await ReceiveAllAsync(request, key, format, erasures, options, logger, spool, cancellationToken);
        }
        finally
        {
            spool.Complete();
            await sending;
        }

        return TypedResults.Empty;
    }

    private static async Task ReceiveAllAsync(
        HttpRequest request, string? key, IRecordFormat format, IErasureService erasures, ApiOptions options, ILogger logger, AnswerSpool spool, CancellationToken cancellationToken)
    {
        Channel<Task<BatchAnswer>> underWay = Channel.CreateBounded<Task<BatchAnswer>>(options.BatchConcurrency);
        Task writing = WriteAnswersAsync(underWay, spool, cancellationToken);
        try
        {
            RecordReader records = new(request.BodyReader, options.MaxBodyBytes, format.HasQuotes);
            await foreach (BatchRecord record in records.ReadAsync(cancellationToken))
            {
                (JsonDocument? document, var problem) = record.IsTooLong
                    ? (null, Problem.TooLarge(options.MaxBodyBytes).ProblemDetails)
                    : format.Read(record);
                if (problem is not null)
                {
                    await underWay.Writer.WriteAsync(Task.FromResult(BatchAnswer.Of(record.Line, problem)), cancellationToken);
                }
                else if (document is not null)
                {
                    await underWay.Writer.WriteAsync(ReceiveAsync(document, record.Line, key, erasures, logger, cancellationToken), cancellationToken);
                }
            }
        }
        finally
        {
            underWay.Writer.TryComplete();
            await writing;
        }
    }

    private static async Task<BatchAnswer> ReceiveAsync(JsonDocument document, long line, string? key, IErasureService erasures, ILogger logger, CancellationToken cancellationToken)
    {
        using (document)
        {
            List<FieldProblem> problems = [];
            if (IntakeReader.Read(document.RootElement, key is null ? null : $"{key}:{line}", problems) is not { } intake)
            {
                return BatchAnswer.Of(line, Problem.Invalid(problems).ProblemDetails);
            }

            try
            {
                return BatchAnswer.Of(line, await erasures.ReceiveAsync(intake, cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogRecordFailed(logger, line, exception);
                return BatchAnswer.Of(line, Problem.Unavailable().ProblemDetails);
            }
        }
    }

    private static async Task WriteAnswersAsync(Channel<Task<BatchAnswer>> underWay, AnswerSpool spool, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Task<BatchAnswer> answer in underWay.Reader.ReadAllAsync(cancellationToken))
            {
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(await answer, DurableJson.Options);
                await spool.WriteAsync((byte[])[.. json, (byte)'\n'], cancellationToken);
            }
        }
        finally
        {
            // Without a writer of answers nobody would take records any more: the reader must not wait for room.
            underWay.Writer.TryComplete();
        }
    }

    private static IRecordFormat? FormatOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            NdJson => new NdJsonFormat(),
            Csv => new CsvFormat(),
            _ => null,
        };
    }

    // A batch may be of any length and pace; only its records are limited.
    private static void LiftBodyLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Record on line {Line} of a batch could not be stored.")]
    private static partial void LogRecordFailed(ILogger logger, long line, Exception exception);
}

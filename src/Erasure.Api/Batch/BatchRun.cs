using System.Text.Json;
using System.Threading.Channels;
using Erasure.Api.Problems;
using Erasure.Core.Durable;
using Erasure.Core.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Api.Batch;

/// <summary>One request with many records: streamed in, streamed out, a bounded number under way, answers in the records' order.</summary>
internal static partial class BatchRun
{
    /// <summary>Takes the records in and answers each.</summary>
    /// <param name="request">The request.</param>
    /// <param name="format">How its records are written.</param>
    /// <param name="options">How many at once, and how long a record may be.</param>
    /// <param name="logger">Hears of records that couldn't be stored.</param>
    /// <param name="receive">Takes a record in, by its JSON and the line on which it begins.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    public static async Task<IResult> RunAsync(
        HttpRequest request, IRecordFormat format, ApiOptions options, ILogger logger, Func<JsonElement, long, Task<BatchAnswer>> receive, CancellationToken cancellationToken)
    {
        LiftBodyLimit(request.HttpContext);
        HttpResponse response = request.HttpContext.Response;
        response.ContentType = BatchEndpoint.NdJson;
        using AnswerSpool spool = new();
        Task sending = spool.CopyToAsync(response.BodyWriter, cancellationToken);
        try
        {
            await ReceiveAllAsync(request, format, options, (document, line) => ReceiveAsync(document, line, receive, logger), spool, cancellationToken);
        }
        finally
        {
            spool.Complete();
            await sending;
        }

        return TypedResults.Empty;
    }

    private static async Task ReceiveAllAsync(
        HttpRequest request, IRecordFormat format, ApiOptions options, Func<JsonDocument, long, Task<BatchAnswer>> receive, AnswerSpool spool, CancellationToken cancellationToken)
    {
        Channel<Task<BatchAnswer>> underWay = Channel.CreateBounded<Task<BatchAnswer>>(options.BatchConcurrency);
        Task writing = WriteAnswersAsync(underWay, spool, cancellationToken);
        RecordReader records = new(request.BodyReader, options.MaxBodyBytes, format.IsCsv);
        CancellationToken stopping = request.HttpContext.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        using CancellationTokenSource reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        try
        {
            await foreach (BatchRecord record in records.ReadAsync(reading.Token))
            {
                (JsonDocument? document, ProblemDetails? problem) = record.IsTooLong
                    ? (null, Problem.TooLarge(options.MaxBodyBytes).ProblemDetails)
                    : format.Read(record);
                if (problem is not null)
                {
                    await underWay.Writer.WriteAsync(Task.FromResult(Spanning(record, BatchAnswer.Of(record.Line, problem))), cancellationToken);
                }
                else if (document is not null)
                {
                    await underWay.Writer.WriteAsync(SpanningAsync(record, receive(document, record.Line)), cancellationToken);
                }
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            ProblemDetails problem = Problem.BrokenOff(stopping.IsCancellationRequested).ProblemDetails;
            await underWay.Writer.WriteAsync(Task.FromResult(BatchAnswer.Of(records.RecordLine, problem)), cancellationToken);
        }
        finally
        {
            underWay.Writer.TryComplete();
            await writing;
        }
    }

    private static async Task<BatchAnswer> SpanningAsync(BatchRecord record, Task<BatchAnswer> answer) => Spanning(record, await answer);

    private static BatchAnswer Spanning(BatchRecord record, BatchAnswer answer) => record.LastLine == record.Line ? answer : answer with { LastLine = record.LastLine };

    private static async Task<BatchAnswer> ReceiveAsync(JsonDocument document, long line, Func<JsonElement, long, Task<BatchAnswer>> receive, ILogger logger)
    {
        using (document)
        {
            try
            {
                return await receive(document.RootElement, line);
            }
            catch (RecordsUnavailableException unavailable)
            {
                LogUnavailable(logger, line, unavailable.Message);
                return BatchAnswer.Of(line, Problem.Unavailable().ProblemDetails);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Record on line {Line} of a batch was refused with 503: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, long line, string reason);
}

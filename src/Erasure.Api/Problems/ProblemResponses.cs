using Erasure.Core.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Api.Problems;

/// <summary>Gives what no handler answered (unknown routes, wrong methods, defects) the same face as every other error.</summary>
internal static partial class ProblemResponses
{
    public static void Use(IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = WriteFailureAsync,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException or RecordsUnavailableException,
        });
        app.UseStatusCodePages(context => WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode));
    }

    private static Task WriteFailureAsync(HttpContext context)
    {
        Exception? exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (exception is RecordsUnavailableException unavailable)
        {
            LogUnavailable(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemResponses)), unavailable.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "30";
            return Problem.Unavailable().ExecuteAsync(context);
        }

        int status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
        context.Response.StatusCode = status;
        return WriteAsync(context, status);
    }

    private static Task WriteAsync(HttpContext context, int status)
    {
        (string type, string title, string detail) = status switch
        {
            StatusCodes.Status404NotFound => ("not-found", "There is no such thing.", "See /openapi/v1.json for the routes."),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "The method isn't allowed here.", "See the Allow header."),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "The body is too large.", "Send less, or use the batch."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported-media-type", "The content type isn't supported.", "Send application/json; to the batch application/x-ndjson or text/csv."),
            >= 500 => ("failure", "The server failed.", "The server's log tells why; sending the request again is safe."),
            _ => ("bad-request", "The request can't be served.", "See /openapi/v1.json."),
        };
        ProblemDetails details = Problem.Details(status, type, title, detail);
        return TypedResults.Problem(details).ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request was refused with 503: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}

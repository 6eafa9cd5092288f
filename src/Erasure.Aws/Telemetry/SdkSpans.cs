using System.Diagnostics;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Erasure.Aws.Telemetry;

/// <summary>Puts a span around every call of every client of the SDK, outside its retries.</summary>
internal sealed class SdkSpans : IRuntimePipelineCustomizer
{
    private static readonly Lazy<bool> Installed = new(Install);

    public string UniqueName => nameof(SdkSpans);

    /// <summary>Before the first client is made; again changes nothing.</summary>
    public static void Ensure() => _ = Installed.Value;

    public void Customize(Type type, RuntimePipeline pipeline) => pipeline.AddHandler(new Handler());

    private static bool Install()
    {
        RuntimePipelineCustomizerRegistry.Instance.Register(new SdkSpans());
        return true;
    }

    private sealed class Handler : PipelineHandler
    {
        private const string Request = "Request";

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext) => AwsSpans.RunAsync(
            executionContext.RequestContext.ServiceMetaData.ServiceId,
            OperationOf(executionContext.RequestContext),
            span => SendAsync<T>(executionContext, span),
            failure => (failure as AmazonServiceException)?.ErrorCode ?? failure.GetType().Name);

        private async Task<T> SendAsync<T>(IExecutionContext context, Activity? span)
            where T : AmazonWebServiceResponse, new()
        {
            try
            {
                return await base.InvokeAsync<T>(context);
            }
            finally
            {
                Describe(span, context);
            }
        }

        private static void Describe(Activity? span, IExecutionContext context)
        {
            if (span is null)
            {
                return;
            }

            if (context.ResponseContext.HttpResponse is { } response)
            {
                span.SetTag("http.response.status_code", (int)response.StatusCode);
            }

            if (context.RequestContext.Retries > 0)
            {
                span.SetTag("http.request.resend_count", context.RequestContext.Retries);
            }
        }

        private static string OperationOf(IRequestContext request) =>
            request.RequestName.EndsWith(Request, StringComparison.Ordinal) ? request.RequestName[..^Request.Length] : request.RequestName;
    }
}

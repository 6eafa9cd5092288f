using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.Json;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Durable;
using Erasure.Core.Limits;
using Erasure.Core.Subjects;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace Erasure.Core.Domains.Http;

/// <summary>Erases by calling a domain's HTTP API, by default in the words of <c>docs/domain-contract.md</c>.</summary>
/// <remarks>
/// Calls name a person, so they go nowhere else by a redirect, are in no log, and in traces without address, headers and bodies.
/// </remarks>
public sealed class HttpConnector : IConnector, IDisposable
{
    private readonly SocketsHttpHandler handler = new()
    {
        // Without a propagator the client has no activities of its own, which would hold the URL.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),

        // By an exception, since the client's own tells a bad certificate and a connection that broke in the handshake apart by its text only.
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None ? true : throw new CertificateException(errors) },
        UseCookies = false,
    };

    // Two erasures that try four times each don't close a domain to the others, three do.
    private const int MostFailures = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly HttpConnectorConfiguration options;
    private readonly DomainCalls calls;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HttpMessageInvoker http;
    private readonly ICallAuthentication authentication;
    private readonly AnswerReader answers;
    private readonly ResiliencePipeline<CallResult> retries;
    private readonly CallPace pace;
    private readonly Circuit circuit;
    private volatile string trouble = "network";

    /// <summary>The connector of one domain.</summary>
    /// <param name="options">The domain's API.</param>
    /// <param name="environment">Looks the environment variables up that hold secrets.</param>
    /// <param name="calls">Keeps what was said, masked.</param>
    /// <param name="time">The clock of time-outs, waits and tokens.</param>
    /// <param name="logger">Where it is told that what was said couldn't be kept.</param>
    public HttpConnector(HttpConnectorConfiguration options, Func<string, string?> environment, DomainCalls calls, TimeProvider time, ILogger<HttpConnector>? logger = null)
        : this(options, environment, calls, time, logger, new CallPace(static () => TimeSpan.Zero, time))
    {
    }

    internal HttpConnector(HttpConnectorConfiguration options, Func<string, string?> environment, DomainCalls calls, TimeProvider time, ILogger<HttpConnector>? logger, CallPace pace)
    {
        this.options = options;
        this.calls = calls;
        this.time = time;
        this.logger = logger ?? NullLogger<HttpConnector>.Instance;
        this.pace = pace;
        circuit = new Circuit(MostFailures, Pause, time);
        http = new HttpMessageInvoker(handler, disposeHandler: false);
        authentication = options.Auth switch
        {
            ApiKeyAuthConfiguration key => new HeaderAuthentication(key.Header, key.Prefix + environment(key.KeyVariable)),
            OAuthConfiguration oauth => new OAuthAuthentication(oauth, environment(oauth.ClientSecretVariable) ?? "", http, time),
            _ => new HeaderAuthentication(null, ""),
        };
        answers = new AnswerReader(options.Answer, options.MaxAnswerBytes, time);
        retries = BuildRetries(options.Retry, time);
    }

    /// <inheritdoc/>
    public async Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        (await CallAsync("submit", options.Submit, erasure, subject, cancellationToken)).Outcome;

    /// <inheritdoc/>
    public async Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken)
    {
        CallResult result = await CallAsync("check", options.Check, erasure, subject, cancellationToken);

        // The submitted erasure goes on whether or not its domain can be asked now, and it said when it can.
        return result is { IsTransient: true, RetryAfter: { } wait } ? new Outcome.Pending(wait) : result.Outcome;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (authentication as IDisposable)?.Dispose();
        http.Dispose();
        handler.Dispose();
    }

    private async Task<CallResult> CallAsync(string operation, HttpCallConfiguration call, DomainErasure erasure, Sealed<Subject> sealedSubject, CancellationToken cancellationToken)
    {
        Subject subject = sealedSubject.Open();
        (Uri? address, string? problem) = new CallTemplate(options.Url, call.Path).Expand(erasure, subject);
        if (address is null)
        {
            return CallResult.Final(problem!);
        }

        int sent = 0;
        CallResult? last = null;
        return await retries.ExecuteAsync(
            async token =>
            {
                if (!circuit.TryPass())
                {
                    return LeftAlone();
                }

                if (sent > 0)
                {
                    if (!await pace.TryWaitAsync(options.Retry.MaxDelay, token))
                    {
                        // The next submission or check asks again, by a timer that holds nothing up.
                        return last! with { IsTransient = false };
                    }

                    DomainMeter.Retried(erasure.Domain);
                }

                using Activity? span = DomainSpans.Call(erasure, call.Method, address.Host, sent);
                CallExchange exchange = new(operation, call, options, erasure, sealedSubject, sent++);
                (DateTimeOffset at, long began) = (time.GetUtcNow(), time.GetTimestamp());
                CallResult result = await AttemptAsync(call, address, erasure, subject, exchange, token);
                NoteTrouble(result);
                span?.SetTag("http.response.status_code", exchange.Status);
                DomainSpans.End(span, result.Outcome);
                await KeepAsync(erasure, () => exchange.Record(at, time.GetElapsedTime(began), result.Outcome), cancellationToken);
                return last = result;
            },
            cancellationToken);
    }

    private void NoteTrouble(CallResult result)
    {
        string? code = (result.Outcome as Outcome.Failed)?.Code;
        bool isAnswered = code is not ("network" or "timeout");
        trouble = isAnswered ? trouble : code!;
        circuit.Tell(isAnswered);
    }

    // As those before it ended: what is tried again later, how often, and what humans are told is the same.
    private CallResult LeftAlone() => new(new Outcome.Failed(trouble, Retryable: true)
    {
        LeftAloneFor = Pause,
        Detail = $"It wasn't called this time: none of the last {MostFailures} calls was answered, so it is left alone for {Pause.TotalSeconds:0} seconds at a time.",
    });

    // The record is for humans: where it can't be made or stored, what the domain said counts all the same.
    private async Task KeepAsync(DomainErasure erasure, Func<DomainCall> record, CancellationToken cancellationToken)
    {
        try
        {
            await calls.SaveAsync(erasure.ErasureId, record(), cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.CallNotKept(logger, erasure.Domain, erasure.ErasureId, failure.GetType().Name, TaskFailures.StackOf(failure));
        }
    }

    private async Task<CallResult> AttemptAsync(HttpCallConfiguration call, Uri address, DomainErasure erasure, Subject subject, CallExchange exchange, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(options.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            for (bool isFirst = true; ; isFirst = false)
            {
                using HttpRequestMessage request = Request(call, address, erasure, subject, exchange);
                if (await authentication.ApplyAsync(request, either.Token) is { } failure)
                {
                    return failure;
                }

                using HttpResponseMessage response = await http.SendAsync(request, either.Token);
                exchange.Answered(response);
                if (!isFirst || response.StatusCode != HttpStatusCode.Unauthorized || !authentication.Forget())
                {
                    return await answers.ReadAsync(call, response, exchange, either.Token);
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return CallResult.Transient("timeout");
        }
        catch (HttpRequestException refused) when (refused.InnerException is CertificateException)
        {
            // Nobody renews a certificate within seconds: durable timers ask again.
            return new CallResult(new Outcome.Failed("certificate", Retryable: true));
        }
        catch (Exception network) when (network is HttpRequestException or IOException)
        {
            return CallResult.Transient("network");
        }
    }

    private HttpRequestMessage Request(HttpCallConfiguration call, Uri address, DomainErasure erasure, Subject subject, CallExchange exchange)
    {
        HttpRequestMessage request = new(new HttpMethod(call.Method), address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("erasure", null));
        if (request.Method != HttpMethod.Get)
        {
            request.Headers.Add("Idempotency-Key", $"{erasure.ErasureId}-{erasure.Attempt}");
        }

        // W3C Trace Context, so that a domain's own traces hang on ours; ids only.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceparent })
        {
            request.Headers.Add("traceparent", traceparent);
        }

        foreach ((string name, string value) in options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Body)
        {
            byte[] body = Body(erasure, subject);
            exchange.Sent = body;
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        exchange.Began(request);
        return request;
    }

    private static byte[] Body(DomainErasure erasure, Subject subject) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            erasureId = erasure.ErasureId,
            attempt = erasure.Attempt,
            deadline = erasure.Deadline.UtcDateTime,
            subject = subject.Identifiers,
        });

    private static ResiliencePipeline<CallResult> BuildRetries(HttpRetryConfiguration options, TimeProvider time)
    {
        ResiliencePipelineBuilder<CallResult> builder = new() { TimeProvider = time };
        return options.Attempts == 1
            ? ResiliencePipeline<CallResult>.Empty
            : builder.AddRetry(new RetryStrategyOptions<CallResult>
            {
                MaxRetryAttempts = options.Attempts - 1,
                Delay = options.FirstDelay,
                MaxDelay = options.MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Result is { IsTransient: true } result && (result.RetryAfter ?? TimeSpan.Zero) <= options.MaxDelay),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result?.RetryAfter),
            }).Build();
    }
}

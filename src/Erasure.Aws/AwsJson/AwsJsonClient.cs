using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Erasure.Aws.Telemetry;

namespace Erasure.Aws.AwsJson;

/// <summary>One service that speaks AWS JSON 1.1: requests signed by the SDK's signer with the SDK's credentials, repeated with growing, random pauses.</summary>
/// <param name="http">Sends.</param>
/// <param name="credentials">Of the SDK's chain.</param>
/// <param name="service">The signing name and the host's first label, such as <c>athena</c>.</param>
/// <param name="target">Prefix of the operation's name, such as <c>AmazonAthena</c>.</param>
/// <param name="options">Where to.</param>
/// <param name="time">The clock of the pauses.</param>
internal sealed class AwsJsonClient(HttpClient http, AWSCredentials credentials, string service, string target, AwsJsonOptions options, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Uri endpoint = options.Endpoint ?? new Uri($"https://{service}.{options.Region}.amazonaws.com/");

    /// <summary>Calls an operation. Operations that aren't idempotent by nature carry a token of the caller's.</summary>
    /// <exception cref="AwsJsonException">It was refused, or every repetition failed.</exception>
    public Task<TOutput> CallAsync<TOutput>(string operation, object input, CancellationToken cancellationToken) => AwsSpans.RunAsync(
        service,
        operation,
        _ => RepeatAsync<TOutput>(operation, input, cancellationToken),
        failure => (failure as AwsJsonException)?.Code ?? failure.GetType().Name);

    private async Task<TOutput> RepeatAsync<TOutput>(string operation, object input, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(input, Json);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SendAsync<TOutput>(operation, body, cancellationToken);
            }
            catch (AwsJsonException failure) when (failure.IsPassing && attempt < options.Retries)
            {
                await Task.Delay(options.RetryPause * (1 << attempt) * Random.Shared.NextDouble(), time, cancellationToken);
            }
        }
    }

    private async Task<TOutput> SendAsync<TOutput>(string operation, byte[] body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = await SignAsync(operation, body);
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            throw AwsJsonException.Silent(service, operation, endpoint);
        }

        using (answer)
        {
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return answer.IsSuccessStatusCode
                ? JsonSerializer.Deserialize<TOutput>(bytes.Length == 0 ? "{}"u8 : bytes, Json)!
                : throw AwsJsonException.Refused(service, operation, endpoint, KnownCodes.Of(CodeOf(bytes)), (int)answer.StatusCode);
        }
    }

    private async Task<HttpRequestMessage> SignAsync(string operation, byte[] body)
    {
        ImmutableCredentials keys = await HostCredentials.OfAsync(credentials, $"{operation} at {endpoint.Host}");
        using var signed = new DefaultRequest(new Operation(), service)
        {
            HttpMethod = "POST",
            Endpoint = endpoint,
            ResourcePath = "/",
            Content = body,
            AuthenticationRegion = options.Region,
            OverrideSigningServiceName = service,
        };
        signed.Headers["Content-Type"] = "application/x-amz-json-1.1";
        signed.Headers["X-Amz-Target"] = $"{target}.{operation}";
        if (keys.UseToken)
        {
            signed.Headers["X-Amz-Security-Token"] = keys.Token;
        }

        AWS4SigningResult signature = new AWS4Signer().SignRequest(
            signed, new Config(), new RequestMetrics(), keys.AccessKey, keys.SecretKey, time.GetUtcNow().UtcDateTime);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        foreach ((string name, string value) in signed.Headers)
        {
            if (name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static string CodeOf(byte[] body)
    {
        try
        {
            string type = JsonDocument.Parse(body).RootElement.GetProperty("__type").GetString() ?? "";
            return type[(type.LastIndexOf('#') + 1)..];
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "Unknown";
        }
    }

    private sealed class Operation : AmazonWebServiceRequest;

    private sealed class Config() : ClientConfig(new Endpoints())
    {
        public override string ServiceVersion => "";

        public override string UserAgent => "erasure";

        public override string RegionEndpointServiceName => "";

        public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters) =>
            throw new NotSupportedException();

        private sealed class Endpoints : IDefaultConfigurationProvider
        {
            public IDefaultConfiguration GetDefaultConfiguration(Amazon.RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) => new DefaultConfiguration();
        }
    }
}

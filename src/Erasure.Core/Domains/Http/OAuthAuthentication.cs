using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Erasure.Core.Clocks;

namespace Erasure.Core.Domains.Http;

/// <summary>A bearer token by client credentials (RFC 6749, section 4.4), asked for once and kept until shortly before it expires.</summary>
internal sealed class OAuthAuthentication(OAuthConfiguration options, string secret, HttpMessageInvoker http, TimeProvider time)
    : ICallAuthentication, IDisposable
{
    // A token must outlive the call that carries it.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UnlessSaid = TimeSpan.FromMinutes(5);
    private const int LongestAnswer = 64 * 1024;

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Token? current;

    public async ValueTask<CallResult?> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CallResult? failure = null;
        Token? token = current;
        if (token is null || token.RefreshAt <= time.Steady())
        {
            (token, failure) = await RefreshAsync(token, cancellationToken);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        }

        return failure;
    }

    public bool Forget() => Interlocked.Exchange(ref current, null) is not null;

    public void Dispose() => gate.Dispose();

    private async Task<(Token? Token, CallResult? Failure)> RefreshAsync(Token? stale, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (current is { } fresh && fresh != stale)
            {
                return (fresh, null);
            }

            using HttpRequestMessage request = new(HttpMethod.Post, options.TokenUrl) { Content = new FormUrlEncodedContent(Form()) };
            if (options.Credentials == OAuthCredentialPlace.Header)
            {
                // Form-encoded before they are joined: RFC 6749, section 2.3.1.
                string pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}";
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            }

            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return (null, CallResult.OfStatus("token", response, time));
            }

            AnswerBody body = await AnswerBody.ReadAsync(response, LongestAnswer, cancellationToken);
            body.Cause?.Throw();
            current = body.State == AnswerBodyState.Whole ? Parse(body.Bytes) : null;
            return current is { } token ? (token, null) : (null, CallResult.Final("token-malformed"));
        }
        finally
        {
            gate.Release();
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Form()
    {
        yield return new("grant_type", "client_credentials");
        if (options.Scope is { } scope)
        {
            yield return new("scope", scope);
        }

        if (options.Credentials == OAuthCredentialPlace.Body)
        {
            yield return new("client_id", options.ClientId);
            yield return new("client_secret", secret);
        }
    }

    private Token? Parse(ReadOnlyMemory<byte> body)
    {
        using JsonDocument? answer = AnswerJson.TryParse(body);
        if (answer?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("access_token", out JsonElement text)
            || text.ValueKind != JsonValueKind.String
            || text.GetString() is not { Length: > 0 } value
            || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        TimeSpan life = root.TryGetProperty("expires_in", out JsonElement seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetDouble(out double number)
            ? TimeSpan.FromSeconds(Math.Clamp(number, 0, 86_400))
            : UnlessSaid;
        return new Token(value, time.Steady() + (life > 2 * Margin ? life - Margin : life / 2));
    }

    private sealed class Token(string value, TimeSpan refreshAt)
    {
        public string Value { get; } = value;

        public TimeSpan RefreshAt { get; } = refreshAt;
    }
}

namespace Erasure.Aws.Tests.Servers;

/// <summary>Takes its time before looking at versions and removing them, so that others come in between more often. Nothing rests on how long.</summary>
internal sealed class DawdlingHandler(HttpMessageHandler inner, Random random) : DelegatingHandler(inner)
{
    private const int MostMilliseconds = 30;

    public int Dawdled { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Delete || request.RequestUri!.Query.Contains("versions", StringComparison.Ordinal) || request.RequestUri.Query.Contains("delete", StringComparison.Ordinal))
        {
            TimeSpan pause;
            lock (random)
            {
                pause = TimeSpan.FromMilliseconds(random.Next(MostMilliseconds));
                Dawdled++;
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}

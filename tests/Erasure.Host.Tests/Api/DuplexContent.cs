using System.Net;
using System.Net.Http.Headers;

namespace Erasure.Host.Tests.Api;

/// <summary>A request body that a test writes piece by piece while the request is under way.</summary>
internal sealed class DuplexContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DuplexContent(string contentType) => Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

    public Task<Stream> Stream => stream.Task;

    public void Complete() => completed.SetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        this.stream.SetResult(stream);
        return completed.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

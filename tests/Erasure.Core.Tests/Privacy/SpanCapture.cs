using System.Collections.Concurrent;
using System.Diagnostics;

namespace Erasure.Core.Tests.Privacy;

/// <summary>Keeps every span of every source, with tags and events.</summary>
internal sealed class SpanCapture : IDisposable
{
    private readonly ActivityListener listener;

    public SpanCapture()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Lines.Enqueue(string.Join(
                ' ',
                span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
                    .Concat(span.Events.SelectMany(e => e.Tags.Select(tag => $"{e.Name}.{tag.Key}={tag.Value}")))
                    .Prepend(span.DisplayName))),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    public void Dispose() => listener.Dispose();
}

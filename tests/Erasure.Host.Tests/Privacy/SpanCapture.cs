using System.Collections.Concurrent;
using System.Diagnostics;

namespace Erasure.Host.Tests.Privacy;

/// <summary>Every span of every source, with all that it carries.</summary>
internal sealed class SpanCapture : IDisposable
{
    private readonly ActivityListener listener;

    public SpanCapture()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = Describe,
            ActivityStopped = Describe,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>A handler for a test's own client, whose spans are not the product's: it knows what it asks for.</summary>
    public static SocketsHttpHandler Untraced() => new() { ActivityHeadersPropagator = null, AllowAutoRedirect = false };

    public void Dispose() => listener.Dispose();

    private void Describe(Activity activity) => Lines.Enqueue(string.Join(
        " | ",
        [activity.Source.Name, activity.OperationName, activity.DisplayName, .. activity.TagObjects.Select(tag =>
            $"{tag.Key}={tag.Value}"), .. activity.Events.Select(e => e.Name), .. activity.Baggage.Select(item => $"{item.Key}={item.Value}")]));
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Tests.Secrets;

/// <summary>Everything that a trace exporter would be handed by this process, as text.</summary>
internal sealed class TraceCapture : IDisposable
{
    private readonly ConcurrentQueue<string> spans = new();
    private readonly ActivityListener listener;

    public TraceCapture()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => spans.Enqueue(string.Join(
                ' ',
                [activity.DisplayName, .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"), .. activity.Events.SelectMany(each => each.Tags).Select(tag => $"{tag.Key}={tag.Value}")])),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public string Text => string.Join('\n', spans);

    public void Dispose() => listener.Dispose();
}

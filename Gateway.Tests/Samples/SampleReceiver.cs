using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Samples;

/// <summary>A sample of <c>docs/samples</c> as a reader would start it: a process of its own, with its port and secret in the environment.</summary>
internal sealed partial class SampleReceiver : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleReceiver(Process process) => this.process = process;

    public Uri Url { get; private set; } = null!;

    public string Output => string.Join(Environment.NewLine, lines);

    /// <summary>What the sample printed about events that it accepted: id, type, user, group.</summary>
    public IReadOnlyList<string> Accepted => [.. lines.Where(line => line.StartsWith("accepted: ", StringComparison.Ordinal)).Select(line => line[10..].TrimEnd())];

    public static async Task<SampleReceiver> StartAsync(Sample sample, params string[] secrets)
    {
        var samples = Path.Combine(Tools.Root, "docs", "samples");
        var start = sample switch
        {
            Sample.CSharp => new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WebhookReceiver.dll")]),
            Sample.Node => new ProcessStartInfo(Tools.Node!, ["receiver.js"]) { WorkingDirectory = Path.Combine(samples, "node") },
            Sample.NodeWithStandardWebhooks => new ProcessStartInfo(Tools.Node!, ["receiver.js", "./verify-with-standardwebhooks.js"]) { WorkingDirectory = Path.Combine(samples, "node") },
            Sample.Python => new ProcessStartInfo(Tools.Python!, ["-B", "receiver.py"]) { WorkingDirectory = Path.Combine(samples, "python") },
            _ => throw new ArgumentOutOfRangeException(nameof(sample)),
        };
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["PORT"] = "0";
        start.Environment["GATEWAY_WEBHOOK_SECRET"] = string.Join(' ', secrets);
        start.Environment["NODE_PATH"] = Tools.NodeModules;

        var receiver = new SampleReceiver(new Process { StartInfo = start, EnableRaisingEvents = true });
        receiver.process.OutputDataReceived += (_, data) => receiver.Read(data.Data);
        receiver.process.ErrorDataReceived += (_, data) => receiver.Read(data.Data);
        receiver.process.Exited += (_, _) => receiver.listening.TrySetException(new InvalidOperationException($"The sample ended: {receiver.Output}"));
        receiver.process.Start();
        receiver.process.BeginOutputReadLine();
        receiver.process.BeginErrorReadLine();
        try
        {
            receiver.Url = new Uri(await receiver.listening.Task.WaitAsync(TimeSpan.FromSeconds(30)), "/webhooks");
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }

        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    [GeneratedRegex(@"listening on:? (http://127\.0\.0\.1:\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex ListeningOn();

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (ListeningOn().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }
}

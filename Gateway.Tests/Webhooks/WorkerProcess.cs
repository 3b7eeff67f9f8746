using System.Diagnostics;

namespace Gateway.Tests.Webhooks;

/// <summary>The built worker as a process of its own, to be killed or frozen.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly TemporaryFolder folder;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

    private WorkerProcess(Process process, TemporaryFolder folder)
    {
        this.process = process;
        this.folder = folder;
    }

    public string Output => string.Join('\n', lines);

    public static WorkerProcess Start(IEnumerable<KeyValuePair<string, string>> storage, params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var information = new ProcessStartInfo("dotnet") { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        information.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Gateway.Worker.dll"));
        foreach (var (key, value) in storage.Select(pair => (pair.Key, pair.Value)).Concat(settings))
        {
            information.ArgumentList.Add($"--{key}={value}");
        }

        var worker = new WorkerProcess(new Process { StartInfo = information }, folder);
        worker.process.OutputDataReceived += (_, data) => worker.lines.Enqueue(data.Data ?? "");
        worker.process.ErrorDataReceived += (_, data) => worker.lines.Enqueue(data.Data ?? "");
        worker.process.Start();
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        return worker;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP, or SIGCONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> WaitForExitAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        folder.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Harness;

/// <summary>The built gateway as a process of its own, for what only a process shows: exit codes, first words, a kill.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly TemporaryFolder workingFolder;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process, TemporaryFolder workingFolder)
    {
        this.process = process;
        this.workingFolder = workingFolder;
    }

    public int Id => process.Id;

    public int ExitCode => process.ExitCode;

    public bool HasExited => process.HasExited;

    /// <summary>Standard output and standard error, in the order in which they came.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>The folder it was started in: one of its own, its content root.</summary>
    public string WorkingFolder => workingFolder.Path;

    /// <param name="settings">Configuration keys and values, given on the command line. The harness names the API key and, unless the
    /// settings do, any free loopback port.</param>
    public static GatewayProcess Start(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["environment"] = "Production",
            ["Gateway:Bootstrap:ApiKey"] = TestGateway.ApiKey,
            ["Gateway:Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        // Settings in the present folder make it the content root, so that `data` is made here and not beside the built program.
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("appsettings.json"), "{}");
        var information = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        information.Environment["DOTNET_EnableDiagnostics"] = "0"; // A killed process would leave its debugger's pipes behind.
        information.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Gateway.Web.dll"));
        foreach (var (key, value) in all)
        {
            information.ArgumentList.Add($"--{key}={value}");
        }

        var gateway = new GatewayProcess(new Process { StartInfo = information, EnableRaisingEvents = true }, folder);
        gateway.process.OutputDataReceived += (_, data) => gateway.Read(data.Data);
        gateway.process.ErrorDataReceived += (_, data) => gateway.Read(data.Data);
        gateway.process.Exited += (_, _) => gateway.listening.TrySetException(new InvalidOperationException($"The gateway ended with code {gateway.process.ExitCode}: {gateway.Output}"));
        gateway.process.Start();
        gateway.process.BeginOutputReadLine();
        gateway.process.BeginErrorReadLine();
        return gateway;
    }

    public static GatewayProcess Start(TestStorage storage, params (string Key, string Value)[] settings) =>
        Start([.. storage.Settings.Select(setting => (setting.Key, setting.Value)), .. settings]);

    /// <summary>Waits until /health/ready answers 200 and returns the address.</summary>
    public async Task<Uri> WaitUntilReadyAsync(TimeSpan? deadline = null)
    {
        var within = deadline ?? Until.Deadline;
        var watch = Stopwatch.StartNew();
        Uri address;
        try
        {
            address = await listening.Task.WaitAsync(within);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"The gateway did not listen within {within.TotalSeconds:0} s: {Output}");
        }

        using var client = new HttpClient();
        await Until.TrueAsync(
            async () => (await client.GetAsync(new Uri(address, "/health/ready"))).StatusCode == HttpStatusCode.OK,
            "/health/ready answers 200", within - watch.Elapsed);
        return address;
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? deadline = null)
    {
        using var late = new CancellationTokenSource(deadline ?? Until.Deadline);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The gateway did not end: {Output}");
        }

        return process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager sends it; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        return await WaitForExitAsync(TimeSpan.FromSeconds(40));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
        workingFolder.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http\S+)")]
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

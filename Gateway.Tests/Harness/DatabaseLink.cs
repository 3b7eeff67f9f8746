using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Gateway.Tests.Harness;

/// <summary>The wire between a gateway and PostgreSQL, which a test can cut, mend, or make lose one answer.</summary>
public sealed class DatabaseLink : IAsyncDisposable
{
    private readonly IPEndPoint server;
    private readonly IPEndPoint here;
    private readonly HashSet<Socket> open = [];
    private readonly Lock gate = new();
    private Socket? listener;
    private byte[]? marker;
    private int lost;

    private DatabaseLink(IPEndPoint server, string connectionString)
    {
        this.server = server;
        here = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Port = here.Port }.ConnectionString;
    }

    /// <summary>Through this wire to the same database.</summary>
    public string ConnectionString { get; }

    /// <summary>How many answers were lost on the way.</summary>
    public int Lost => lost;

    public static DatabaseLink To(TestStorage storage)
    {
        var connection = new NpgsqlConnectionStringBuilder(storage.ConnectionString);
        var link = new DatabaseLink(new IPEndPoint(IPAddress.Loopback, connection.Port), storage.ConnectionString!);
        link.Mend();
        return link;
    }

    /// <summary>Ends every connection; new ones are refused until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        lock (gate)
        {
            listener?.Dispose();
            listener = null;
            foreach (var socket in open)
            {
                socket.Dispose();
            }

            open.Clear();
        }
    }

    public void Mend()
    {
        lock (gate)
        {
            listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(here);
            listener.Listen();
            _ = AcceptAsync(listener);
        }
    }

    /// <summary>The next statements that carry this text reach the server and are executed; what it answers does not come back.</summary>
    public void LoseTheAnswerTo(string text) => marker = Encoding.UTF8.GetBytes(text);

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket from)
    {
        try
        {
            while (true)
            {
                var client = await from.AcceptAsync();
                var database = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await database.ConnectAsync(server);
                lock (gate)
                {
                    open.Add(client);
                    open.Add(database);
                }

                var wire = new Wire();
                _ = ForwardAsync(client, database, bytes => wire.Losing |= Carries(bytes));
                _ = ForwardAsync(database, client, _ => wire.Losing ? throw new SocketException((int)SocketError.ConnectionReset) : false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private bool Carries(ReadOnlySpan<byte> bytes)
    {
        if (marker is not { } wanted || bytes.IndexOf(wanted) < 0)
        {
            return false;
        }

        marker = null;
        Interlocked.Increment(ref lost);
        return true;
    }

    private static async Task ForwardAsync(Socket from, Socket to, Func<ReadOnlySpan<byte>, bool> look)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                look(buffer.AsSpan(0, count));
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One end is gone, so the other goes too.
        }

        from.Dispose();
        to.Dispose();
    }

    private sealed class Wire
    {
        public volatile bool Losing;
    }
}

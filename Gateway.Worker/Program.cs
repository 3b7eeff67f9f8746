using Gateway.Core.Directories;
using Gateway.Core.Identities;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

try
{
    var builder = Host.CreateApplicationBuilder(args);
    if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("Gateway")))
    {
        throw new StorageException(
            "A worker of its own needs PostgreSQL: set ConnectionStrings:Gateway to the database of the gateway. The embedded SQLite serves one process, where Gateway.Web runs the worker itself.");
    }

    builder.Services.AddStorage();
    builder.Services.AddDirectories();
    builder.Services.AddIdentities();
    builder.Services.AddGatewayWorker();
    using var host = builder.Build();
    host.Services.GetService<IStartupValidator>()?.Validate();
    await host.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
    await host.Services.GetRequiredService<DataProtectionCanary>().CheckAsync(CancellationToken.None);
    await host.RunAsync();
    return 0;
}
catch (StorageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync("The configuration is not valid:" + Environment.NewLine + string.Join(Environment.NewLine, exception.Failures));
    return 1;
}

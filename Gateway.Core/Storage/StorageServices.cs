using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Core.Storage;

/// <summary>Wires the one database that the configuration names.</summary>
public static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section)
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString("Gateway"))
            .PostConfigure<IHostEnvironment>((options, host) => options.Path = Path.Combine(host.ContentRootPath, string.IsNullOrWhiteSpace(options.Path) ? "data" : options.Path));
        services.AddSingleton<Database>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
            return string.IsNullOrWhiteSpace(options.ConnectionString) ? new SqliteDatabase(options.Path) : new PostgreSqlDatabase(options.ConnectionString);
        });
        return services;
    }
}

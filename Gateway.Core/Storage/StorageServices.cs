using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
            .Validate(options => !string.IsNullOrWhiteSpace(options.Path), "Gateway:Storage:Path is empty: name a folder, or leave it out for 'data'.")
            .ValidateOnStart();
        services.AddSingleton<Database>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
            return string.IsNullOrWhiteSpace(options.ConnectionString) ? new SqliteDatabase(options.Path) : new PostgreSqlDatabase(options.ConnectionString);
        });
        return services;
    }
}
